import { BRANDS } from '../../phoneapps';
import { fileFor, loggedIn, loggedOut, type ModelRow } from './support';

/** The s206: six accounts and two line keys. */
function s206(): ModelRow {
  const brand = BRANDS.find(({ id }) => id === 'sangoma');
  const model = brand?.models.s206;
  if (!brand || !model) throw new Error('no s206');
  return { brand, name: 's206', model };
}

/** Accounts 2 to 6, off. In each: active, server, outbound proxy, transport, label, user, auth id, password, name, … */
const OTHER_ACCOUNTS = `    <P401>0</P401>
    <P747/>
    <P748/>
    <P830>0</P830>
    <P20001/>
    <P735/>
    <P736/>
    <P734/>
    <P703/>
    <P731>0</P731>
    <P813>0</P813>
    <P426/>
    <P709>0</P709>
    <P501>0</P501>
    <P502/>
    <P503/>
    <P930>0</P930>
    <P20002/>
    <P504/>
    <P505/>
    <P506/>
    <P507/>
    <P510>0</P510>
    <P913>0</P913>
    <P526/>
    <P515>0</P515>
    <P601>0</P601>
    <P602/>
    <P603/>
    <P1030>0</P1030>
    <P20003/>
    <P604/>
    <P605/>
    <P606/>
    <P607/>
    <P610>0</P610>
    <P1013>0</P1013>
    <P626/>
    <P615>0</P615>
    <P20360>0</P20360>
    <P20362/>
    <P20370/>
    <P20374>0</P20374>
    <P20378/>
    <P1704/>
    <P1705/>
    <P1706/>
    <P1707/>
    <P20384>0</P20384>
    <P1113>0</P1113>
    <P1726/>
    <P1715>0</P1715>
    <P20361>0</P20361>
    <P20363/>
    <P20371/>
    <P20375>0</P20375>
    <P20379/>
    <P1804/>
    <P1805/>
    <P1806/>
    <P1807/>
    <P20385>0</P20385>
    <P1213>0</P1213>
    <P1826/>
    <P1815>0</P1815>`;

const LOGGED_OUT = `<?xml version="1.0" encoding="UTF-8"?>
<hl_provision version="1">
  <config version="1">
    <P271>0</P271>
    <P47/>
    <P48/>
    <P130>0</P130>
    <P20000/>
    <P35/>
    <P36/>
    <P34/>
    <P3/>
    <P31>0</P31>
    <P109>0</P109>
    <P33/>
    <P99>0</P99>
${OTHER_ACCOUNTS}
    <P41200>14</P41200>
    <P41300>http://192.0.2.10:8480/apps/logged-out-token-------/i</P41300>
    <P41400>Login Int</P41400>
    <P41500>0</P41500>
    <P41201>14</P41201>
    <P41301>http://pbx.example.com:8480/apps/logged-out-token-------/e</P41301>
    <P41401>Login Extl</P41401>
    <P41501>0</P41501>
    <P20983>0</P20983>
    <P30>pool.ntp.org</P30>
    <P64>49</P64>
    <P237>http://192.0.2.10:8480/provision/logged-out-token-------/</P237>
    <P212>1</P212>
    <P194>1</P194>
    <P193>5</P193>
  </config>
</hl_provision>
`;

const LOGGED_IN = `<?xml version="1.0" encoding="UTF-8"?>
<hl_provision version="1">
  <config version="1">
    <P271>1</P271>
    <P47>192.0.2.10:5060</P47>
    <P48/>
    <P130>0</P130>
    <P20000>771001</P20000>
    <P35>771001</P35>
    <P36>auth-771001</P36>
    <P34>Secret-of-Alice</P34>
    <P3>Alice Adams</P3>
    <P31>1</P31>
    <P109>0</P109>
    <P33>*97</P33>
    <P99>1</P99>
${OTHER_ACCOUNTS}
    <P41200>1</P41200>
    <P41300/>
    <P41400>771001</P41400>
    <P41500>0</P41500>
    <P41201>14</P41201>
    <P41301>http://192.0.2.10:8480/apps/session-token----------/i</P41301>
    <P41401>Login/Logout</P41401>
    <P41501>0</P41501>
    <P20983>0</P20983>
    <P30>pool.ntp.org</P30>
    <P64>49</P64>
    <P237>http://192.0.2.10:8480/provision/session-token----------/</P237>
    <P212>1</P212>
    <P194>1</P194>
    <P193>5</P193>
  </config>
</hl_provision>
`;

test('the file of a logged-out Sangoma s206', () => {
  expect(fileFor(s206(), loggedOut(s206())).toString('utf8')).toBe(LOGGED_OUT);
});

test('a white label of the family, the Htek UC804, gets the same files except for its two additional keys', () => {
  const brand = BRANDS.find(({ id }) => id === 'htek');
  const model = brand?.models.uc804;
  if (!brand || !model) throw new Error('no UC804');
  const row = { brand, name: 'uc804', model };
  const moreKeys = / {4}<P(?:4120|4130|4140|4150)[23]>?.*\n/g;
  const files = [fileFor(row, loggedOut(row)), fileFor(row, loggedIn(row))].map(String);
  expect(files.map((file) => file.match(moreKeys)?.length)).toEqual([8, 8]);
  expect(files[0]?.replace(moreKeys, '')).toBe(LOGGED_OUT);
  expect(files[1]).toContain('<P41201>14</P41201>');
});

test('the file of a logged-in Sangoma s206', () => {
  expect(fileFor(s206(), loggedIn(s206())).toString('utf8')).toBe(LOGGED_IN);
});
