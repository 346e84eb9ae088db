import type { Mapping, Phone, Session, Template } from '../desk/model';
import type { Mac } from '../lib/mac';

export interface SessionRow {
  id: string;
  extension: string;
  endpoint: string;
  technology: Session['technology'];
  mac: Mac;
  via: Session['via'];
  state: Session['state'];
  allowed_by: Session['allowedBy'];
  token_id: string;
  token_nonce: string;
  login_token_id: string | null;
  login_address: string | null;
  phone_address: string | null;
  contact_uri: string | null;
  contact_address: string | null;
  contact_lost_at: number | null;
  requested_at: number;
  provisioned_at: number | null;
  verified_at: number | null;
  ended_at: number | null;
  end_reason: Session['endReason'];
  notified_at: number | null;
  escalation_level: number;
  unverified_at: number | null;
  delivered_hash: string | null;
  notified_hash: string | null;
  active_mac: string | null;
  active_extension: string | null;
}

export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    extension: row.extension,
    endpoint: row.endpoint,
    technology: row.technology,
    mac: row.mac,
    via: row.via,
    state: row.state,
    allowedBy: row.allowed_by,
    tokenId: row.token_id,
    tokenNonce: row.token_nonce,
    loginTokenId: row.login_token_id,
    loginAddress: row.login_address,
    phoneAddress: row.phone_address,
    contactUri: row.contact_uri,
    contactAddress: row.contact_address,
    contactLostAt: row.contact_lost_at,
    requestedAt: row.requested_at,
    provisionedAt: row.provisioned_at,
    verifiedAt: row.verified_at,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    notifiedAt: row.notified_at,
    escalationLevel: row.escalation_level,
    unverifiedAt: row.unverified_at,
    deliveredHash: row.delivered_hash,
    notifiedHash: row.notified_hash,
  };
}

export function fromSession(session: Session): SessionRow {
  return {
    id: session.id,
    extension: session.extension,
    endpoint: session.endpoint,
    technology: session.technology,
    mac: session.mac,
    via: session.via,
    state: session.state,
    allowed_by: session.allowedBy,
    token_id: session.tokenId,
    token_nonce: session.tokenNonce,
    login_token_id: session.loginTokenId,
    login_address: session.loginAddress,
    phone_address: session.phoneAddress,
    contact_uri: session.contactUri,
    contact_address: session.contactAddress,
    contact_lost_at: session.contactLostAt,
    requested_at: session.requestedAt,
    provisioned_at: session.provisionedAt,
    verified_at: session.verifiedAt,
    ended_at: session.endedAt,
    end_reason: session.endReason,
    notified_at: session.notifiedAt,
    escalation_level: session.escalationLevel,
    unverified_at: session.unverifiedAt,
    delivered_hash: session.deliveredHash,
    notified_hash: session.notifiedHash,
    active_mac: session.state === 'ended' ? null : session.mac,
    active_extension: session.state === 'ended' ? null : session.extension,
  };
}

export interface PhoneRow {
  mac: Mac;
  brand: string;
  model: string | null;
  firmware: string | null;
  label: string;
  created_at: number;
  seen_at: number | null;
  seen_address: string | null;
  link_token_id: string | null;
  link_used: 0 | 1 | boolean;
}

export function toPhone(row: PhoneRow): Phone {
  const { seen_at: at, seen_address: address } = row;
  return {
    mac: row.mac,
    brand: row.brand,
    model: row.model,
    firmware: row.firmware,
    label: row.label,
    createdAt: row.created_at,
    lastSeen: at !== null && address !== null ? { at, address } : null,
    linkTokenId: row.link_token_id,
    linkUsed: Boolean(row.link_used),
  };
}

export interface TemplateRow {
  id: number;
  brand: string;
  name: string;
  default_of: string | null;
  settings: string;
  keys: string;
  overrides: string;
}

export function toTemplate(row: TemplateRow): Template {
  return {
    id: row.id,
    brand: row.brand,
    name: row.name,
    isDefault: row.default_of !== null,
    settings: JSON.parse(row.settings),
    keys: JSON.parse(row.keys),
    overrides: JSON.parse(row.overrides),
  };
}

export function fromTemplate(template: Omit<Template, 'id'>): Omit<TemplateRow, 'id'> {
  return {
    brand: template.brand,
    name: template.name,
    default_of: template.isDefault ? template.brand : null,
    settings: JSON.stringify(template.settings),
    keys: JSON.stringify(template.keys),
    overrides: JSON.stringify(template.overrides),
  };
}

export interface MappingRow {
  id: number;
  extension: string;
  brand: string;
  template_id: number;
  model: string;
  mac: string;
  overrides: string;
}

export function toMapping(row: MappingRow): Mapping {
  return {
    id: row.id,
    extension: row.extension,
    brand: row.brand,
    templateId: row.template_id,
    model: row.model === '' ? null : row.model,
    mac: row.mac === '' ? null : (row.mac as Mac),
    overrides: JSON.parse(row.overrides),
  };
}

export function fromMapping(mapping: Omit<Mapping, 'id'>): Omit<MappingRow, 'id'> {
  return {
    extension: mapping.extension,
    brand: mapping.brand,
    template_id: mapping.templateId,
    model: mapping.model ?? '',
    mac: mapping.mac ?? '',
    overrides: JSON.stringify(mapping.overrides),
  };
}
