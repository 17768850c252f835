export const investigation = {} as const;
