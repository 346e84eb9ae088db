import type { Brand } from '../../src/phones/brands/brand';

/** The screens of all Cisco phones: SPA, MPP and enterprise. */
export const CISCO_SCREENS = {
  dialect: 'cisco',
  maxBytes: 10_000,
  maxMenuItems: 100,
  contentType: 'text/xml; charset=utf-8',
} as const satisfies Brand['screens'];
