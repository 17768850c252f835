export const gdb = {} as const;
