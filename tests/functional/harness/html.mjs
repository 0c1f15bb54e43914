// SPDX-License-Identifier: Apache-2.0
import { parse } from 'parse5';

/** A parsed page: finds elements by test id or name, and forms as a browser would post them. */
export class Page {
  constructor({ url, status, headers, html }) {
    Object.assign(this, { url, status, headers, html });
    this.root = parse(html);
  }

  /** All elements for which `wanted(element)` holds, in document order. */
  all(wanted, node = this.root) {
    const found = [];
    for (const child of node.childNodes ?? []) {
      if (child.tagName && wanted(child)) found.push(child);
      found.push(...this.all(wanted, child));
    }
    return found;
  }

  by_testid(id) {
    return this.all((element) => attribute(element, 'data-testid') === id)[0];
  }

  by_name(name) {
    return this.all((element) => attribute(element, 'name') === name)[0];
  }

  has(id) {
    return this.by_testid(id) !== undefined;
  }

  get title() {
    return text_of(this.all((element) => element.tagName === 'title')[0]);
  }

  get language() {
    return attribute(this.all((element) => element.tagName === 'html')[0], 'lang');
  }

  get text() {
    return text_of(this.all((element) => element.tagName === 'body')[0]);
  }

  /** The form that `element` belongs to. */
  form_of(element) {
    const owner = attribute(element, 'form');
    if (owner) return this.all((form) => attribute(form, 'id') === owner)[0];
    for (let node = element; node; node = node.parentNode) {
      if (node.tagName === 'form') return node;
    }
    return undefined;
  }

  /** What a browser would send when `button` is pressed: {method, url, fields: [[name, value]]}. */
  submission(button) {
    const form = this.form_of(button);
    if (!form) throw new Error(`no form around ${attribute(button, 'data-testid')}`);
    const fields = [];
    for (const control of this.all((element) => this.form_of(element) === form)) {
      fields.push(...control_values(this, control, button));
    }
    const method = attribute(button, 'formmethod') ?? attribute(form, 'method') ?? 'get';
    const action = attribute(button, 'formaction') ?? attribute(form, 'action') ?? '';
    return { method: method.toUpperCase(), url: new URL(action || this.url, this.url), fields };
  }
}

export function attribute(element, name) {
  return element?.attrs?.find((pair) => pair.name === name)?.value;
}

export function text_of(node) {
  if (!node) return '';
  if (node.nodeName === '#text') return node.value;
  if (['script', 'style', 'template'].includes(node.tagName)) return '';
  return (node.childNodes ?? []).map(text_of).join(' ').replace(/\s+/g, ' ').trim();
}

/** The name and value pairs that one control adds to its form. */
function control_values(page, control, pressed) {
  const name = attribute(control, 'name');
  if (!name || attribute(control, 'disabled') !== undefined) return [];
  const value = attribute(control, 'value');
  const type = attribute(control, 'type') ?? (control.tagName === 'button' ? 'submit' : 'text');
  if (control.tagName === 'textarea') return [[name, text_of(control)]];
  if (control.tagName === 'select') {
    const options = page.all((element) => element.tagName === 'option', control);
    const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0];
    return chosen ? [[name, attribute(chosen, 'value') ?? text_of(chosen)]] : [];
  }
  if (control.tagName !== 'input' && control.tagName !== 'button') return [];
  if (type === 'submit') return control === pressed ? [[name, value ?? '']] : [];
  if (['button', 'reset', 'image', 'file'].includes(type)) return [];
  if (type === 'checkbox' || type === 'radio') {
    return attribute(control, 'checked') !== undefined ? [[name, value ?? 'on']] : [];
  }
  return [[name, value ?? '']];
}
