// SPDX-License-Identifier: Apache-2.0
// A site that uses react-daum-postcode as its README tells.
import React, { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { KakaoPostcodeEmbed, useDaumPostcodePopup } from 'react-daum-postcode';

const settings = new URLSearchParams(window.location.search);
const given = settings.get('script') ? { scriptUrl: settings.get('script') } : {};

function Popup({ onComplete }) {
  const open = useDaumPostcodePopup(given.scriptUrl);
  return <button id="find" onClick={() => open({ onComplete, onClose: told('close') })}>찾기</button>;
}

const told = (name) => (value) => window.told.push([name, value]);

function Site() {
  const [shown, show] = useState(settings.get('mode') !== 'popup');
  const complete = (data) => {
    told('complete')(data);
    show(false);
  };
  return shown
    ? <KakaoPostcodeEmbed {...given} defaultQuery="판교역로 235" onComplete={complete}
        onSearch={told('search')} onResize={told('resize')} onClose={told('close')} />
    : <Popup onComplete={told('complete')} />;
}

window.told = [];
createRoot(document.getElementById('root')).render(<React.StrictMode><Site /></React.StrictMode>);
