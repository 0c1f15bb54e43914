// SPDX-License-Identifier: Apache-2.0
// A site that uses vue-daum-postcode as its README tells.
import { createApp, h } from 'vue';
import { VueDaumPostcode, createVueDaumPostcode } from 'vue-daum-postcode';

const script = new URLSearchParams(window.location.search).get('script');
const Postcode = script ? createVueDaumPostcode({ scriptUrl: script }) : VueDaumPostcode;
const told = (name) => (value) => window.told.push([name, value]);

window.told = [];
createApp({
  render: () => h(Postcode, {
    q: '판교역로 235',
    onLoad: told('load'),
    onComplete: told('complete'),
    onSearch: told('search'),
    onResize: told('resize'),
  }),
}).mount('#root');
