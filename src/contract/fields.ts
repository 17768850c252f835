// Fields that many inputs have. Inputs are strict: an unknown key is refused.

import { z } from "zod";

export const none = z.strictObject({});
export const id = z.string().min(1).max(200);
export const path = z.string().min(1).max(4096);
export const millis = z.number().min(0).max(8.64e15);
