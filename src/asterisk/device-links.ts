import type { DeviceLink } from '../desk/ports/asterisk';
import type { AmiConnection } from './connection';
import { amiHeader } from './message';
import { checkedEndpoint } from './values';

/** The AstDB entries by which FreePBX's dialplan links devices and users. The user of an ad-hoc device changes. */
export interface DeviceLinks {
  deviceLink(device: string, user: string): Promise<DeviceLink | null>;
  linkDevice(device: string, user: string): Promise<void>;
}

export function createDeviceLinks(ami: Pick<AmiConnection, 'action' | 'list'>): DeviceLinks {
  /** The values at and below a key, by full key. `DBGet` would truncate long ones. */
  const tree = async (family: string, key: string): Promise<ReadonlyMap<string, string>> => {
    const items = await ami.list({ action: 'DBGetTree', headers: { Family: family, Key: key } });
    return new Map(items.map((item) => [amiHeader(item, 'Key'), amiHeader(item, 'Val')]));
  };
  const write = async (family: string, key: string, value: string): Promise<void> => {
    await ami.action({ action: 'DBPut', headers: { Family: family, Key: key, Val: value } });
  };
  const devicesOf = async (user: string): Promise<string[]> => {
    const family = `AMPUSER/${checkedEndpoint(user)}`;
    const devices = (await tree(family, 'device')).get(`/${family}/device`) ?? '';
    return devices.split('&').filter((device) => device !== '');
  };

  return {
    async deviceLink(device, user) {
      const [values, devices] = await Promise.all([
        tree('DEVICE', checkedEndpoint(device)),
        devicesOf(checkedEndpoint(user)),
      ]);
      const value = (name: string) => values.get(`/DEVICE/${device}/${name}`) ?? '';
      return value('type') === 'fixed' ? { user: value('user'), devices } : null;
    },
    async linkDevice(device, user) {
      const devices = new Set(await devicesOf(user));
      await write(`DEVICE/${checkedEndpoint(device)}`, 'user', user);
      await write(`AMPUSER/${user}`, 'device', [...devices.add(device)].join('&'));
    },
  };
}
