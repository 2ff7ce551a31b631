// What a form's file may say, by kind. Written by `make js` from the records in this folder.

export interface CardSpec {
  id: string;
  text: string;
  note?: string;
}

export interface CardsSpec {
  kind: "cards";
  cards: readonly (CardSpec)[];
  options: readonly (OptionSpec)[];
  style?: "boxes" | "lines";
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface ChoiceSpec {
  kind: "choice";
  options: readonly (OptionSpec)[];
  style?: "radio" | "select";
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface ChoiceColumnSpec {
  kind: "choice";
  options: readonly (OptionSpec)[];
  id: string;
  label?: string;
  width?: string;
}

export interface DateSpec {
  kind: "date";
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface GridSpec {
  kind: "grid";
  columns: readonly (TextColumnSpec | TimeColumnSpec | NumberColumnSpec | ChoiceColumnSpec)[];
  min_rows?: number;
  max_rows?: number;
  row_label?: string;
  fixed_rows?: boolean;
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface MultiSpec {
  kind: "multi";
  options: readonly (OptionSpec)[];
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface NoteSpec {
  kind: "note";
  text: string;
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface NumberSpec {
  kind: "number";
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  style?: "box" | "slider";
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface NumberColumnSpec {
  kind: "number";
  max_length?: number;
  id: string;
  label?: string;
  width?: string;
}

export interface OptionSpec {
  value: string;
  label: string;
}

export interface ScaleSpec {
  kind: "scale";
  min: number;
  max: number;
  low?: string;
  high?: string;
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface TextSpec {
  kind: "text";
  multiline?: boolean;
  rows?: number;
  max_length?: number;
  placeholder?: string;
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface TextColumnSpec {
  kind: "text";
  max_length?: number;
  id: string;
  label?: string;
  width?: string;
}

export interface TimeColumnSpec {
  kind: "time";
  max_length?: number;
  id: string;
  label?: string;
  width?: string;
}

export interface UploadSpec {
  kind: "upload";
  accept?: string;
  id: string;
  label?: string;
  help?: string;
  required?: boolean;
  compact?: boolean;
  purpose?: string;
  when?: readonly (WhenSpec)[];
}

export interface WhenSpec {
  field: string;
  values: readonly (string)[];
}

export type FieldSpec = CardsSpec | ChoiceSpec | DateSpec | GridSpec | MultiSpec | NoteSpec | NumberSpec | ScaleSpec | TextSpec | UploadSpec;
