import { z } from 'zod';
import type { Phone } from '../../desk/model';
import type { ChangeRecord, Changes } from '../http/changes';
import { defineOperation, type Operation } from '../http/operation';
import { createProblem, isProblem } from '../http/problem';
import type { AdminStore } from '../ports/store';
import { brandText, macText } from '../schemas/common';
import { listOf, pageOf, pagingParameters, toPage } from '../schemas/paging';
import { phoneChange, phoneResponse, toPhoneResponse } from './schema';

interface PhoneDeps {
  readonly store: Pick<AdminStore, 'phones' | 'phone'>;
  readonly changes: Changes;
}

export const PHONES_PATH = '/api/v1/phones';
export const PHONE_PATH = `${PHONES_PATH}/{mac}`;
export const PHONES_TAG = 'Phones';
export const phoneParams = z.strictObject({ mac: macText });

export function phoneOperations(deps: PhoneDeps): Operation[] {
  return [listPhones(deps), getPhone(deps), relabelPhone(deps)];
}

function listPhones({ store }: PhoneDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PHONES_PATH,
    scope: 'read',
    id: 'listPhones',
    tag: PHONES_TAG,
    summary: 'List known phones and who is logged in',
    query: z.strictObject({ brand: brandText.optional(), ...pagingParameters(z.string().max(12)) }),
    reply: listOf(phoneResponse, 'Phones'),
    problems: [],
    async answer({ query }) {
      const page = pageOf(query);
      const phones = await store.phones(query.brand, page);
      return toPage(phones, page, toPhoneResponse, ({ phone }) => phone.mac);
    },
  });
}

function getPhone({ store }: PhoneDeps): Operation {
  return defineOperation({
    method: 'get',
    path: PHONE_PATH,
    scope: 'read',
    id: 'getPhone',
    tag: PHONES_TAG,
    summary: 'Get a phone',
    params: phoneParams,
    reply: phoneResponse,
    problems: ['unknown-phone'],
    async answer({ params: { mac } }) {
      const known = await store.phone(mac);
      return known ? toPhoneResponse(known) : createProblem('unknown-phone');
    },
  });
}

function relabelPhone({ store, changes }: PhoneDeps): Operation {
  return defineOperation({
    method: 'patch',
    path: PHONE_PATH,
    scope: 'manage',
    id: 'changePhone',
    tag: PHONES_TAG,
    summary: 'Change the label of a phone',
    params: phoneParams,
    body: phoneChange,
    reply: phoneResponse,
    problems: ['unknown-phone'],
    async answer({ params: { mac }, body: { label }, caller }) {
      const made = await changes.make(caller, async (tx) => {
        const phone = await tx.phone(mac);
        if (!phone) return createProblem('unknown-phone');
        await tx.relabelPhone(mac, label);
        const changes = { before: { label: phone.label }, after: { label } };
        return { result: phone, record: { ...phoneRecord('phone-changed', phone), ...changes } };
      });
      if (isProblem(made)) return made;
      const known = await store.phone(mac);
      return known ? toPhoneResponse(known) : createProblem('unknown-phone');
    },
  });
}

/** The record of a change of a phone, for audit and events. */
export function phoneRecord(action: string, phone: Phone): ChangeRecord {
  return {
    action,
    resource: `${PHONES_PATH}/${phone.mac}`,
    mac: phone.mac,
    details: { brand: phone.brand },
  };
}
