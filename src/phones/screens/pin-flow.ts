import type { Desk } from '../../desk/desk';
import type { PinDraft } from '../../desk/passwords/pin-drafts';
import type { Log } from '../../desk/ports/log';
import { isRefusal, type RefusalCode } from '../../desk/refusals';
import { errorText } from '../../lib/errors';
import type { BrandRegistry } from '../brands/registry';
import type { Urls } from '../urls';
import type { FlowRequest } from './flow-request';
import { messageScreen, newConfigMessage, nextStepText } from './message-screen';
import type { FormField, FormScreen, Screen } from './screen';
import { refusalString } from './strings';

/** Longer input counts as not entered: no password has it. */
const MAX_LENGTH = 64;

export interface PinFlowDeps {
  readonly desk: Pick<Desk, 'changePin' | 'mustChangePin' | 'pinDrafts'>;
  readonly brandRegistry: BrandRegistry;
  readonly log: Pick<Log, 'warn'>;
  urlsOf(request: FlowRequest): Urls;
}

/** The steps in which a logged-in user sets a hot-desk PIN: old password, new PIN, confirmation. */
export function createPinFlow({ desk, brandRegistry, log, urlsOf }: PinFlowDeps) {
  const drafts = desk.pinDrafts;

  const saveDraft = ({ holder, address }: FlowRequest, draft: PinDraft): Promise<void> =>
    drafts.save(holder.token.id, address, draft);

  /** A form with the missing fields, as many as this phone shows at once. */
  const form = (request: FlowRequest, title: string, draft: PinDraft): FormScreen => {
    const { via, tokenText } = request;
    const missing = fieldsOf(request).filter(({ name }) => draft[name] === undefined);
    const action = urlsOf(request).app(via, tokenText, 'new-pin');
    return { kind: 'form', title, action, fields: missing.slice(0, request.formFields) };
  };

  /** Asks for the new PIN again, but not for the old password. */
  const retryNewPin = async (request: FlowRequest, { old }: PinDraft, text: string): Promise<Screen> => {
    await saveDraft(request, old === undefined ? {} : { old });
    const next = urlsOf(request).app(request.via, request.tokenText, 'new-pin');
    return messageScreen(request.strings.pinNotChangedTitle, text, next);
  };

  const refused = async (request: FlowRequest, draft: PinDraft, code: RefusalCode): Promise<Screen> => {
    if (code === 'weak-pin') return retryNewPin(request, draft, refusalString(request.strings, code));
    await drafts.remove(request.holder.token.id);
    if (code === 'not-allowed-here' || code === 'not-logged-in' || code === 'pbx-incomplete') {
      return messageScreen(request.strings.pinNotChangedTitle, refusalString(request.strings, code));
    }
    const next = urlsOf(request).app(request.via, request.tokenText, 'pin');
    return messageScreen(request.strings.pinNotChangedTitle, request.strings.wrongOldPassword, next);
  };

  return {
    /** The empty form; drops an earlier draft. */
    async start(request: FlowRequest): Promise<Screen> {
      const { token, session, settings } = request.holder;
      await drafts.remove(token.id);
      if (!session) return refused(request, {}, 'not-logged-in');
      const isAllowed = settings.hotdeskPins || (await desk.mustChangePin(session));
      return isAllowed
        ? form(request, request.strings.changePin, {})
        : refused(request, {}, 'not-allowed-here');
    },

    /**
     * The form after a login with a PIN that must be changed; the password of the login is the old one. Where it cannot be
     * saved, the form asks for it: the login is done, and must not look as if it had failed.
     */
    async afterLogin(request: FlowRequest, password: string): Promise<Screen> {
      let draft: PinDraft = { old: password };
      try {
        await saveDraft(request, draft);
      } catch (error) {
        log.warn(
          { event: 'pin-draft.not-saved', error: errorText(error) },
          'cannot save a page of a PIN change',
        );
        draft = {};
      }
      return form(request, request.strings.mustChangePinTitle, draft);
    },

    /** Handles the input of one page of the form. */
    async submit(request: FlowRequest, input: PinDraft): Promise<Screen> {
      const { token, session, phone } = request.holder;
      if (!session) return refused(request, {}, 'not-logged-in');
      const earlier = await drafts.read(token.id);
      const draft = { ...earlier, ...withoutTooLong(input) };
      const { old, pin, again } = draft;
      if (old === undefined || pin === undefined || again === undefined) {
        await saveDraft(request, draft);
        return form(request, request.strings.changePin, draft);
      }
      // A draft is valid for one attempt: when two last pages arrive at once, the second starts again.
      const isFirst = Object.keys(earlier).length === 0 || (await drafts.take(token.id)) !== null;
      if (!isFirst) return form(request, request.strings.changePin, {});
      if (pin !== again) return retryNewPin(request, draft, request.strings.pinMismatch);
      const { address } = request;
      const change = { mac: phone.mac, token, address, oldPassword: old, pin };
      const outcome = await desk.changePin(change);
      if (isRefusal(outcome)) return refused(request, draft, outcome.refused);
      // After a login that required this change, the phone's config has waited for it.
      return outcome.state === 'requested'
        ? newConfigMessage(
            request.strings.pinChangedTitle,
            `${request.strings.pinChanged} ${nextStepText(brandRegistry, phone, request.strings)}`,
          )
        : messageScreen(request.strings.pinChangedTitle, request.strings.pinChanged);
    },
  };
}

function withoutTooLong(input: PinDraft): PinDraft {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value.length <= MAX_LENGTH));
}

function fieldsOf(request: FlowRequest): (FormField & { readonly name: keyof PinDraft })[] {
  const { passwordInput } = request.holder.settings;
  return [
    { name: 'old', label: request.strings.oldPassword, type: passwordInput, masked: true },
    { name: 'pin', label: request.strings.newPin, type: 'digits', masked: true },
    { name: 'again', label: request.strings.confirmPin, type: 'digits', masked: true },
  ];
}
