// What the browser part of a field kind offers; kinds.js lists them all.

import type { FieldSpec } from "./specs";

/** Where messages about a field go: below it, at its rows, at its cards. */
export interface Marks {
  rows: Map<number, HTMLTableRowElement>; // 1-based
  cards: Map<string, HTMLElement>;
  slot: HTMLElement;
}

/** What a field is drawn with. */
export interface Page {
  id: string; // of the element that its label belongs to; no other on the page has it
  value: unknown; // what the form holds of it, undefined where nothing
  change: (value: unknown) => void; // to be told of every change
  describedBy?: string; // id of the help text, where there is one
  marks: Marks;
  uploads: Map<string, { name: string; data: ArrayBuffer }>; // field → file to send with a button
  complain: (text: string) => void; // says what could not be done
}

export interface Drawn {
  node: HTMLElement;
  set: (value: unknown) => void; // shows another value; does not call `change`
}

/** group: several inputs under a legend; label: one input; heading: has labels of its own; bare: no label. */
export type Frame = "group" | "label" | "heading" | "bare";

export interface Kind<Spec> {
  frame: (field: Spec) => Frame;
  draw: (field: Spec, page: Page) => Drawn;
  /** A value that this field may hold, as near to `value` as it gets; undefined where nothing of it fits. */
  clean?: (field: Spec, value: unknown) => unknown;
}

/** One entry for every kind that a form's file may name, no more and no less. */
export type Kinds = { [K in FieldSpec["kind"]]: Kind<Extract<FieldSpec, { kind: K }>> };
