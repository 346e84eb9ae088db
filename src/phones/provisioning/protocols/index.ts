import { dlsProtocol } from './dls';
import type { ProtocolLanguage } from './language';

/** The languages in which phones and their provisioning services talk. */
export type ProtocolName = 'dls';

export const PROTOCOLS: Readonly<Record<ProtocolName, ProtocolLanguage>> = { dls: dlsProtocol };
