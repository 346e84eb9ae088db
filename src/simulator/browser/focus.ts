import type { DisplayedForm } from './displayed-screen';

/** The name of the field that takes what is typed: the first one that is still empty, else the last; null: none. */
export function focusedField(form: DisplayedForm): string | null {
  const editable = form.fields.filter((field) => field.editable);
  const focused = editable.find((field) => field.value === '') ?? editable.at(-1);
  return focused?.name ?? null;
}
