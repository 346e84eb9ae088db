import type { ProtocolName } from '../../brands/brand';
import { dlsProtocol } from './dls';
import type { ProvisioningProtocol } from './protocol';

export const PROTOCOLS: Readonly<Record<ProtocolName, ProvisioningProtocol>> = { dls: dlsProtocol };
