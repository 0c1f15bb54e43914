// SPDX-License-Identifier: Apache-2.0
// A site that uses @actbase/react-daum-postcode, which knows no other script than its own.
import React from 'react';
import { createRoot } from 'react-dom/client';
import Postcode from '@actbase/react-daum-postcode';

window.told = [];
createRoot(document.getElementById('root')).render(
  <Postcode style={{ width: 320, height: 500 }} jsOptions={{ animation: true }}
    onSelected={(data) => window.told.push(['complete', data])} />);
