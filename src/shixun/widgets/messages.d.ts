// What the kernel sends and hears; shixun.forms has the records, shixun.widgets.form the messages.

import type { FieldSpec } from "../fields/specs";

export type State = "pass" | "fail" | "unknown" | "info";
export type Values = Record<string, unknown>; // field id → value

export interface Form {
  id: string;
  title?: string;
  fields: FieldSpec[];
  words?: Partial<Record<State, string>>;
}

export interface Action {
  id: string;
  label: string;
  primary?: boolean;
  confirm?: string;
}

export interface Options {
  actions: Action[];
  draft: "local" | "session" | "none";
  draft_key: string;
  auto?: string; // id of an action that every change triggers
  saves: boolean;
  saved_at?: number; // ms since 1970
}

export interface Message {
  state: State;
  text: string;
  title: string;
  basis: string;
  field: string | null;
  rows: number[]; // 1-based
  card: string | null;
  more: string;
}

export interface Reply {
  headline: string;
  state: State;
  messages: Message[];
  wait: number; // seconds
  values: Values | null;
  download: { name: string; mime: string } | null;
  facts: [string, string][];
  done: boolean;
}

export type Heard =
  | { kind: "saved"; seq: number }
  | { kind: "pong"; seq: number }
  | { kind: "reply"; seq: number; action: string; reply: Reply }
  | { kind: "error"; seq: number; of: string; text: string };

/** The kernel's side, as anywidget gives it. */
export interface Model {
  get(name: "form"): Form;
  get(name: "values"): Values;
  get(name: "options"): Options;
  send(content: object, callbacks: undefined, buffers: ArrayBuffer[]): void;
  on(event: "msg:custom", heard: (message: Heard, buffers: ArrayBuffer[]) => void): void;
  off(event: "msg:custom", heard: (message: Heard, buffers: ArrayBuffer[]) => void): void;
}

/** JupyterLab's word about the kernel of a page; `kept` collects whether each form's content is safe. */
export type KernelEvent = CustomEvent<{ status: "ok" | "restarting" | "disconnected" | "dead"; kept?: boolean[] }>;

declare global {
  interface DocumentEventMap {
    "shixun:kernel": KernelEvent;
  }
}
