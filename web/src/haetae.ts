// SPDX-License-Identifier: Apache-2.0
import { startCopy, startRelativeTimes } from "./comforts";
import { startAgree, startErrors, startReveal, startSelfSubmit, startSubmitOnce } from "./forms";
import { startPasskeys } from "./passkey";
import { startPictures } from "./picture";
import { startSeek } from "./seek";

startErrors();
startReveal();
startAgree();
startSubmitOnce();
startSelfSubmit();
startPictures();
startRelativeTimes();
startCopy();
startPasskeys();
startSeek();
