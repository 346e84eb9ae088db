import { findChildren, findChildText, type XmlNode } from '../xml';
import { commonParts } from './aastra-parts';
import { urlOf } from './absolute-url';
import type { DisplayedField, DisplayedForm } from './displayed-screen';
import { PageRefused } from './page-root';

const MAX_FIELDS = 10;

/** Reads an InputScreen: its InputField elements, or a single field in the root element. */
export function readForm(root: XmlNode): DisplayedForm {
  const inputFields = findChildren(root, 'InputField');
  const fields = (inputFields.length > 0 ? inputFields : [root]).map((element) => readField(element, root));
  if (fields.length > MAX_FIELDS) {
    throw new PageRefused(`${fields.length} fields, but the phone shows ${MAX_FIELDS}`);
  }
  return {
    kind: 'form',
    ...commonParts(root, [
      { label: 'OK', action: 'submit' },
      { label: 'Exit', action: 'exit' },
    ]),
    action: urlOf(findChildText(root, 'URL'), 'InputScreen'),
    fields,
  };
}

/** A field inherits missing attributes from the root. */
function readField(element: XmlNode, root: XmlNode): DisplayedField {
  const attribute = (name: string) => element.attributes.get(name) ?? root.attributes.get(name);
  const name = findChildText(element, 'Parameter');
  if (name === null || name === '') throw new PageRefused('a field without a Parameter');
  return {
    name,
    label: findChildText(element, 'Prompt') ?? '',
    type: attribute('type') === 'number' ? 'digits' : 'text',
    masked: attribute('password') === 'yes',
    editable: attribute('editable') !== 'no' && attribute('type') !== 'empty',
    value: findChildText(element, 'Default') ?? '',
  };
}
