// SPDX-License-Identifier: Apache-2.0
import { type FrameEvent, type FrameMessage, messageMark } from "./contract";

/// Tells the document around the frame, which has the origin of the site; nobody else hears it.
export class Channel {
  constructor(
    private readonly origin: string,
    private readonly channel: string,
  ) {}

  tell(event: FrameEvent): void {
    if (!this.origin || window.parent === window) return;
    const message: FrameMessage = { mark: messageMark, channel: this.channel, event };
    window.parent.postMessage(message, this.origin);
  }
}
