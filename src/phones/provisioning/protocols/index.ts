import type { ProtocolName } from '../../brands/brand';
import { dlsProtocol } from './dls';
import type { ProtocolLanguage } from './language';

export const PROTOCOLS: Readonly<Record<ProtocolName, ProtocolLanguage>> = { dls: dlsProtocol };
