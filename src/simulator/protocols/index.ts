import type { ProtocolName } from '../../phones/brands/brand';
import { dlsPhone } from './dls';
import type { PhoneLanguage } from './language';

export const PHONE_LANGUAGES: Readonly<Record<ProtocolName, PhoneLanguage>> = { dls: dlsPhone };
