import type { ProtocolName } from '../../phones/brands/brand';
import { dlsPhone } from './dls';
import type { PhoneProtocol } from './phone-protocol';

export const PHONE_PROTOCOLS: Readonly<Record<ProtocolName, PhoneProtocol>> = { dls: dlsPhone };
