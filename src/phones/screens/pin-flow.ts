import type { Desk } from '../../desk/desk';
import type { PinDraft } from '../../desk/passwords/pin-drafts';
import { isRefusal, type RefusalCode } from '../../desk/refusals';
import type { BrandRegistry } from '../brands/registry';
import type { Urls } from '../urls';
import type { FlowRequest } from './flow-request';
import { done, message, whatHappens } from './message';
import type { FormField, FormScreen, Screen } from './screen';
import { refusalString } from './strings';

const LONGEST_VALUE = 64;

export interface PinFlowDeps {
  readonly desk: Pick<Desk, 'changePin' | 'mustChangePin' | 'pinDrafts'>;
  readonly brandRegistry: BrandRegistry;
  urlsOf(request: FlowRequest): Urls;
}

/** How somebody who is logged in chooses a hot-desk PIN: old password, new PIN, the new one again. */
export function createPinFlow({ desk, brandRegistry, urlsOf }: PinFlowDeps) {
  const drafts = desk.pinDrafts;

  const keep = ({ holder, address }: FlowRequest, draft: PinDraft): Promise<void> =>
    drafts.save(holder.token.id, address, draft);

  /** The fields that are still empty, as many as this phone shows at once. */
  const form = (request: FlowRequest, title: string, draft: PinDraft): FormScreen => {
    const { via, tokenText, holder } = request;
    const missing = fieldsOf(request).filter(({ name }) => draft[name] === undefined);
    const atOnce = Math.max(1, brandRegistry.model(holder.phone).formFields ?? 1);
    const action = urlsOf(request).app(via, tokenText, 'new-pin');
    return { kind: 'form', title, action, fields: missing.slice(0, atOnce) };
  };

  /** The new PIN is to be typed once more; the old password is known. */
  const chooseAgain = async (request: FlowRequest, { old }: PinDraft, text: string): Promise<Screen> => {
    await keep(request, old === undefined ? {} : { old });
    const next = urlsOf(request).app(request.via, request.tokenText, 'new-pin');
    return message(request.strings.pinNotChangedTitle, text, next);
  };

  const refused = async (request: FlowRequest, draft: PinDraft, code: RefusalCode): Promise<Screen> => {
    if (code === 'weak-pin') return chooseAgain(request, draft, refusalString(request.strings, code));
    await drafts.remove(request.holder.token.id);
    if (code === 'not-allowed-here' || code === 'not-logged-in') {
      return message(request.strings.pinNotChangedTitle, refusalString(request.strings, code));
    }
    const next = urlsOf(request).app(request.via, request.tokenText, 'pin');
    return message(request.strings.pinNotChangedTitle, request.strings.oldPasswordWrong, next);
  };

  return {
    /** The form from its start: what was typed before is forgotten. */
    async start(request: FlowRequest): Promise<Screen> {
      const { token, session, settings } = request.holder;
      await drafts.remove(token.id);
      if (!session) return refused(request, {}, 'not-logged-in');
      const isAllowed = settings.hotdeskPins || (await desk.mustChangePin(session));
      return isAllowed
        ? form(request, request.strings.changePin, {})
        : refused(request, {}, 'not-allowed-here');
    },

    /** The form after a login with a PIN that somebody else knows, and which has just been typed. */
    async afterLogin(request: FlowRequest, password: string): Promise<Screen> {
      const draft = { old: password };
      await keep(request, draft);
      return form(request, request.strings.mustChangePinTitle, draft);
    },

    /** A page of the form came back. */
    async goOn(request: FlowRequest, typed: PinDraft): Promise<Screen> {
      const { token, session, phone } = request.holder;
      if (!session) return refused(request, {}, 'not-logged-in');
      const earlier = await drafts.read(token.id);
      const draft = { ...earlier, ...shortOnes(typed) };
      const { old, pin, again } = draft;
      if (old === undefined || pin === undefined || again === undefined) {
        await keep(request, draft);
        return form(request, request.strings.changePin, draft);
      }
      // A draft is good for one attempt: of two last pages at once, the second begins again.
      const isMine = Object.keys(earlier).length === 0 || (await drafts.take(token.id)) !== null;
      if (!isMine) return form(request, request.strings.changePin, {});
      if (pin !== again) return chooseAgain(request, draft, request.strings.pinsDiffer);
      const { address } = request;
      const asked = { mac: phone.mac, tokenId: token.id, address, oldPassword: old, pin };
      const outcome = await desk.changePin(asked);
      if (isRefusal(outcome)) return refused(request, draft, outcome.refused);
      // A login that demanded this has waited for it with its config.
      return outcome.state === 'requested'
        ? done(
            request.strings.pinChangedTitle,
            `${request.strings.pinChanged} ${whatHappens(brandRegistry, phone, request.strings)}`,
          )
        : message(request.strings.pinChangedTitle, request.strings.pinChanged);
    },
  };
}

/** What is longer than any password counts as not typed. */
function shortOnes(typed: PinDraft): PinDraft {
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value.length <= LONGEST_VALUE));
}

function fieldsOf(request: FlowRequest): (FormField & { readonly name: keyof PinDraft })[] {
  const { passwordInput } = request.holder.settings;
  return [
    { name: 'old', label: request.strings.oldPassword, type: passwordInput, masked: true },
    { name: 'pin', label: request.strings.newPin, type: 'digits', masked: true },
    { name: 'again', label: request.strings.newPinAgain, type: 'digits', masked: true },
  ];
}
