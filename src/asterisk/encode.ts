import { AmiInjectionError } from './errors';

/** An action for Asterisk. `variables` become `Variable: name=value` lines. */
export interface AmiAction {
  readonly action: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The shape that asterisk-manager takes. */
export type EncodedAction = Record<string, string | Record<string, string>>;

const headerName = /^[A-Za-z][A-Za-z0-9_-]*$/;
const variableName = /^[A-Za-z][A-Za-z0-9_()-]*$/;

/** Measured: Asterisk discards the rest of a longer line and reads what follows it as a new action. */
const longestLine = 1022;

/**
 * Prepares an action, so that what is sent is exactly this one action. Values are refused and never cleaned.
 * @throws AmiInjectionError when a name or value could be read as another header or action
 */
export function encodeAction(action: AmiAction, actionId: string): EncodedAction {
  const encoded: EncodedAction = {
    action: checkedValue('Action', action.action),
    actionid: checkedValue('ActionID', actionId),
  };
  for (const [name, value] of Object.entries(action.headers ?? {})) {
    const key = checkedName(name);
    if (Object.hasOwn(encoded, key)) {
      throw new AmiInjectionError(`the header ${name} is given twice`);
    }
    encoded[key] = checkedValue(name, value);
  }
  if (action.variables) {
    if (Object.hasOwn(encoded, 'variable')) throw new AmiInjectionError('the header Variable is given twice');
    encoded.variable = checkedVariables(action.variables);
  }
  return encoded;
}

function checkedName(name: string): string {
  if (!headerName.test(name)) {
    throw new AmiInjectionError(`not the name of an AMI header: ${JSON.stringify(name.slice(0, 40))}`);
  }
  return name.toLowerCase();
}

/** The text is not in the message: it may be a secret. */
function checkedValue(name: string, value: string): string {
  if (/[\p{Cc}\p{Cs}]/u.test(value)) {
    throw new AmiInjectionError(`the value of ${name} holds a control character`);
  }
  if (Buffer.byteLength(`${name}: ${value}`) > longestLine) {
    throw new AmiInjectionError(`the value of ${name} is longer than an AMI line can be`);
  }
  return value;
}

/** Asterisk splits these at commas and takes away quotes and backslashes. */
function checkedVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (!variableName.test(name)) {
        throw new AmiInjectionError(`not the name of a variable: ${JSON.stringify(name.slice(0, 40))}`);
      }
      if (/[,"\\]/.test(value)) {
        throw new AmiInjectionError(`the value of the variable ${name} holds a comma, quote or backslash`);
      }
      checkedValue('Variable', `${name}=${value}`);
      return [name, value];
    }),
  );
}
