/** Whether a parsed JSON value has a member named `__proto__` anywhere. Copies of objects lose such a member silently. */
export function hasProtoName(json: unknown): boolean {
  const open = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return true;
    for (const member of Object.values(value)) open.push(member);
  }
  return false;
}
