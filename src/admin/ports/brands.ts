import type { ApplyMethod } from '../../desk/ports/brands';

/** What a model of a brand can do. */
export interface ModelFacts {
  readonly name: string;
  readonly accounts: number;
  readonly lineKeys: number;
  readonly softKeys: number;
  /** How it may be made to take its new config, the best first. */
  readonly apply: readonly ApplyMethod[];
}

/** What an admin may know of a brand. */
export interface BrandFacts {
  readonly id: string;
  readonly name: string;
  /** Its phones have no MAC of their own: they are made and logged in by REST. */
  readonly createdByRest: boolean;
  /** Whether a phone keeps the provisioning URL that its config gives it. */
  readonly keepsUrl: boolean;
  /** How its phones can log in by HTTP for their files; `none`: they are exempt. */
  readonly httpAuth: 'digest' | 'basic' | 'none';
  /** Whether it shows the login screens. */
  readonly screens: boolean;
  readonly models: readonly ModelFacts[];
  /** The text of its limitations.md. */
  readonly limitations: string;
}

/** The brands, as the admin API needs them (wired to phones/ by the service). */
export interface Brands {
  all(): readonly BrandFacts[];
  /** A model's name as our tables keep it, from what an admin writes. */
  modelOf(brand: string, said: string): string;
  /** Whether a config file of the brand can hold a parameter with this name. */
  canName(brand: string, parameter: string): boolean;
}
