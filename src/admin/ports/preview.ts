import type { Technology } from '../../desk/model';
import type { DeviceRule, PassedOverDevice } from '../../desk/ports/directory';
import type { Mac } from '../../lib/mac';

export interface PreviewQuery {
  readonly extension: string;
  readonly brand: string;
  readonly model: string | null;
  /** Null: no particular phone, so no mapping by MAC matches. */
  readonly mac: Mac | null;
  /** Whether to show the values of vendor parameters and URLs from admins, which may contain passwords. */
  readonly showsAdminValues: boolean;
}

/** What an extension would get at a phone. */
export interface Preview {
  /** Which rule chose the template; see the desk's TemplateRule. */
  readonly rule: string;
  readonly template: { readonly id: number; readonly name: string } | null;
  readonly mappingId: number | null;
  /** The device of FreePBX whose account the phone gets, which rule chose it, and the others of the extension. */
  readonly device: {
    readonly id: string;
    readonly technology: Technology;
    readonly rule: DeviceRule;
    readonly passedOver: readonly PassedOverDevice[];
  };
  /** The name of the file that the phone would fetch. */
  readonly file: string;
  readonly contentType: string;
  /** The file's text, with secrets masked. */
  readonly config: string;
  /** Labels of the template's keys for which the model has no place. */
  readonly omittedKeys: readonly string[];
}
