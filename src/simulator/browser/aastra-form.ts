import { findChildren, findChildText, type XmlNode } from '../xml';
import { commonParts } from './aastra-parts';
import { urlOf } from './absolute-url';
import type { DisplayedField, DisplayedForm } from './displayed-screen';
import { PageRefused } from './page-root';

const MAX_FIELDS = 10;

/** Reads an InputScreen: fields of their own, or the one field that stands in the root itself. */
export function readForm(root: XmlNode): DisplayedForm {
  const ownFields = findChildren(root, 'InputField');
  const fields = (ownFields.length > 0 ? ownFields : [root]).map((element) => readField(element, root));
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

/** What a field does not say of itself it takes from the root. */
function readField(element: XmlNode, root: XmlNode): DisplayedField {
  const said = (name: string) => element.attributes.get(name) ?? root.attributes.get(name);
  const name = findChildText(element, 'Parameter');
  if (name === null || name === '') throw new PageRefused('a field without a Parameter');
  return {
    name,
    label: findChildText(element, 'Prompt') ?? '',
    type: said('type') === 'number' ? 'digits' : 'text',
    masked: said('password') === 'yes',
    editable: said('editable') !== 'no' && said('type') !== 'empty',
    value: findChildText(element, 'Default') ?? '',
  };
}
