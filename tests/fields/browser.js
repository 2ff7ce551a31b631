// The globals of a browser, as far as our modules use them. Import it before what is tested.

import { Window } from "happy-dom";

const page = new Window({ url: "http://kit.test/" });
const { document, Event, KeyboardEvent, CustomEvent, Node, localStorage, sessionStorage } = page;
const globals = { window: page, document, Event, KeyboardEvent, CustomEvent, Node, localStorage, sessionStorage };
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
