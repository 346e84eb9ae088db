import type { Answer, TestApp } from '../../../test-app';

export const PATH = '/DeploymentService/LoginService';
export const MAC = '001ae8a1b2c3';
export const NONCE = 'AB15234DE14F15A667C6F8D123456789';

const NAMESPACES =
  'xsi:schemaLocation="http://www.siemens.com/DLS" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xmlns="http://www.siemens.com/DLS"';

/** The items that such a phone sends first, as in the vendor's guide: with line breaks around a long one. */
export function basics(mac = '00:1A:E8:A1:B2:C3', model = 'OpenStage 20'): string {
  return `<Item name="device-type">${model}</Item>
<Item name="related-device-type">${model}</Item>
<Item status="failed" name="gigabit-ethernet"></Item>
<Item name="software-type">Siemens SIP</Item>
<Item name="software-version">V3 R5.12.0</Item>
<Item name="contact-me-uri">
http://192.168.3.33:8085/contact_dls.html/ContactDLS
</Item>
<Item name="mac-addr">${mac}</Item>
<Item name="e164">49897223290</Item>`;
}

export interface Said {
  readonly reason?: string;
  readonly items?: string;
  readonly nonce?: string;
  /** Attributes of the reason. */
  readonly about?: string;
}

/** A message of a phone. */
export function message({
  reason = 'start-up',
  items = basics(),
  nonce = NONCE,
  about = '',
}: Said = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<WorkpointMessage ${NAMESPACES}>
<Message nonce="${nonce}" maxItems="-1">
<ReasonForContact${about}>${reason}</ReasonForContact>
<ItemList>
${items}
</ItemList>
</Message>
</WorkpointMessage>
`;
}

/** How a phone answers an order to write. */
export const reply = (status: string, items = ''): string =>
  message({ reason: '\nreply-to', about: ` status="${status}" action="WriteItems"`, items });

export const CLEAN_UP = `<?xml version="1.0" encoding="UTF-8"?>
<DLSMessage xmlns="http://www.siemens.com/DLS" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.siemens.com/DLS">
  <Message nonce="${NONCE}">
    <Action>CleanUp</Action>
  </Message>
</DLSMessage>
`;

export const COME_BACK = `<?xml version="1.0" encoding="UTF-8"?>
<DLSMessage xmlns="http://www.siemens.com/DLS" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.siemens.com/DLS">
  <Message nonce="${NONCE}">
    <Action>CleanUp</Action>
    <ItemList>
      <Item name="send-solicited">true</Item>
    </ItemList>
  </Message>
</DLSMessage>
`;

/** What a phone without keys is to be while nobody is logged in. */
export const LOGGED_OUT = `<?xml version="1.0" encoding="UTF-8"?>
<DLSMessage xmlns="http://www.siemens.com/DLS" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.siemens.com/DLS">
  <Message nonce="${NONCE}">
    <Action>WriteItems</Action>
    <ItemList>
      <Item name="mobility-enabled">false</Item>
      <Item name="e164">NULL</Item>
      <Item name="sip-user-id"/>
      <Item name="sip-pwd"/>
      <Item name="sip-name"/>
      <Item name="register-by-name">false</Item>
      <Item name="display-id-unicode"/>
      <Item name="use-display-id">false</Item>
      <Item name="server-type">0</Item>
      <Item name="reg-addr"/>
      <Item name="reg-port">5060</Item>
      <Item name="registrar-addr">NULL</Item>
      <Item name="registrar-port">5060</Item>
      <Item name="sip-transport-user">0</Item>
      <Item name="outbound-proxy-user">false</Item>
      <Item name="default-domain"/>
      <Item name="sgnl-gateway-addr-user"/>
      <Item name="backup-registration">false</Item>
      <Item name="realm"/>
      <Item name="voice-mail-e164"/>
      <Item name="sntp-addr">pool.ntp.org</Item>
      <Item name="sntp-tz-offset">60</Item>
      <Item name="daylight-save">true</Item>
      <Item name="daylight-save-minutes">60</Item>
      <Item name="auto-daylight-save">true</Item>
      <Item name="daylight-save-zone-id">9</Item>
    </ItemList>
  </Message>
</DLSMessage>
`;

export function say(app: TestApp, body: string | Buffer, from = '127.0.0.5'): Promise<Answer> {
  return app.post(PATH, body, from, { 'Content-Type': 'text/xml' });
}
