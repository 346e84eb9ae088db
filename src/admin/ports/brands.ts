import type { ApplyMethod } from '../../desk/ports/brands';

/** What a model of a brand can do. */
export interface ModelFacts {
  readonly name: string;
  readonly accounts: number;
  readonly lineKeys: number;
  readonly softKeys: number;
  /** Methods to make it apply a new config, best first. */
  readonly applyMethods: readonly ApplyMethod[];
}

/** A brand as the admin API shows it. */
export interface BrandFacts {
  readonly id: string;
  readonly name: string;
  /** Its phones have no MAC: they are created and logged in by REST. */
  readonly createdByRest: boolean;
  /** Whether a phone stores the provisioning URL from its config. */
  readonly keepsUrl: boolean;
  /** HTTP authentication that its phones support; `none`: they are exempt. */
  readonly httpAuth: 'digest' | 'basic' | 'none';
  /** Whether its phones show the login screens. */
  readonly hasLoginScreens: boolean;
  readonly models: readonly ModelFacts[];
  /** The text of its limitations.md. */
  readonly limitations: string;
}

/** The brands, as the admin API needs them (wired to phones/ by the service). */
export interface Brands {
  all(): readonly BrandFacts[];
  /** The model name as the tables store it, from an admin's spelling. */
  modelOf(brand: string, model: string): string;
  /** Whether a config file of the brand can hold a parameter with this name. */
  canName(brand: string, parameter: string): boolean;
  /** Whether a config of the brand, for any of its models, holds this parameter; index numbers in the name do not matter. */
  knowsParameter(brand: string, parameter: string): boolean;
}
