/** Vendor parameters by name, in the order in which they are written. An empty value clears the parameter. */
export type Parameters = ReadonlyMap<string, string>;
