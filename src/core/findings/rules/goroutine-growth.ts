// Profiles: do goroutines pile up, and at which line do they wait?

import { message } from "../../messages/message.ts";
import type { Finding } from "../finding.ts";
import { makeFinding, nameSite, seriesEvidence } from "../make-finding.ts";
import { measureGoroutines } from "../measure-goroutines.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "goroutine-growth",
  witness: "profiles",
  about: "goroutine-leak",
  confirms: message("confirms.goroutine-growth"),
  falseAlarms: [message("alarm.pool-grows"), message("alarm.long-wave")],
  blindSpots: [message("blind.goroutine-memory")],
} as const;

export const goroutineGrowth: Rule = {
  name: "goroutine-growth",
  evaluate({ target }): Finding {
    const measured = measureGoroutines(target);
    const snapshots = target.goroutines.map(({ snapshot }) => snapshot.member);
    const evidence =
      snapshots.length > 0 ? snapshots : seriesEvidence("goroutines");
    if (measured === null)
      return makeFinding({
        ...common,
        evidence,
        holds: null,
        message: message("finding.goroutine-growth.too-little"),
      });
    const { before, after, seconds, group } = measured;
    const params = { before, after, duration: seconds * 1000 };
    if (!measured.grows)
      return makeFinding({
        ...common,
        evidence,
        holds: false,
        message: message("finding.goroutine-growth.steady", params),
      });
    return makeFinding({
      ...common,
      evidence,
      holds: true,
      message:
        group === null
          ? message("finding.goroutine-growth.growing", params)
          : message("finding.goroutine-growth.group", {
              ...params,
              site: nameSite(group),
              groupBefore: group.before,
              groupAfter: group.after,
            }),
      growthBytesPerSecond: measured.stackGrowth,
    });
  },
};
