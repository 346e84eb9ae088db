import { BRANDS } from '../../phoneapps';
import { fileFor, loggedIn, loggedOut, type ModelRow } from './support';

function linphone(): ModelRow {
  const brand = BRANDS.find(({ id }) => id === 'linphone');
  const model = brand?.models.linphone;
  if (!brand || !model) throw new Error('no Linphone');
  return { brand, name: 'linphone', model };
}

/** Blank entries: empty sections would leave the account of the last user in place. */
const LOGGED_OUT = `<?xml version="1.0" encoding="UTF-8"?>
<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">
  <section name="misc">
    <entry name="config-uri" overwrite="true">http://192.0.2.10:8480/provision/logged-out-token-------/linphone.xml</entry>
  </section>
  <section name="sip">
    <entry name="store_ha1_passwd" overwrite="true">0</entry>
  </section>
  <section name="auth_info_0">
    <entry name="username" overwrite="true"/>
    <entry name="userid" overwrite="true"/>
    <entry name="passwd" overwrite="true"/>
    <entry name="ha1" overwrite="true"/>
  </section>
  <section name="proxy_0">
    <entry name="reg_proxy" overwrite="true"/>
    <entry name="reg_identity" overwrite="true"/>
    <entry name="reg_sendregister" overwrite="true">0</entry>
  </section>
</config>
`;

const LOGGED_IN = `<?xml version="1.0" encoding="UTF-8"?>
<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">
  <section name="misc">
    <entry name="config-uri" overwrite="true">http://192.0.2.10:8480/provision/session-token----------/linphone.xml</entry>
  </section>
  <section name="sip">
    <entry name="store_ha1_passwd" overwrite="true">0</entry>
  </section>
  <section name="auth_info_0">
    <entry name="username" overwrite="true">auth-771001</entry>
    <entry name="userid" overwrite="true">auth-771001</entry>
    <entry name="passwd" overwrite="true">Secret-of-Alice</entry>
    <entry name="ha1" overwrite="true"/>
  </section>
  <section name="proxy_0">
    <entry name="reg_proxy" overwrite="true">&lt;sip:192.0.2.10:5060;transport=udp&gt;</entry>
    <entry name="reg_identity" overwrite="true">"Alice Adams" &lt;sip:771001@192.0.2.10&gt;</entry>
    <entry name="reg_sendregister" overwrite="true">1</entry>
  </section>
</config>
`;

test('the file of a logged-out Linphone', () => {
  expect(fileFor(linphone(), loggedOut(linphone())).toString('utf8')).toBe(LOGGED_OUT);
});

test('the file of a logged-in Linphone', () => {
  expect(fileFor(linphone(), loggedIn(linphone())).toString('utf8')).toBe(LOGGED_IN);
});

test('characters that would end the quoted name are left out', () => {
  const user = { number: '771001', name: 'Alice "the <Boss>" \\ Adams', secret: 'secret' };
  const file = fileFor(linphone(), loggedIn(linphone(), { user })).toString('utf8');
  expect(file).toContain('>"Alice the Boss  Adams" &lt;sip:771001@192.0.2.10&gt;<');
});
