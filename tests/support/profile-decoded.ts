// A picture of a profile, as the decoder gives it back.

import { decodeProfile } from "../../src/core/pprof/decode.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import { encodeProfile, type TestProfile } from "./profile-encode.ts";
import { profileFromText, type TextOptions } from "./profile-text.ts";

export function decoded(profile: TestProfile): Profile {
  return decodeProfile(encodeProfile(profile));
}

export function pictured(picture: string, options: TextOptions = {}): Profile {
  return decoded(profileFromText(picture, options));
}
