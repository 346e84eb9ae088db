import { createSnomProfile } from '../snom/device-profile';

/** Snom's firmware under Gigaset's name. */
export const gigasetPProfile = createSnomProfile({ callsItself: 'gigaset', version: '10.1.226.13' });
