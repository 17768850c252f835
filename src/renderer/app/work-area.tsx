// Timeline above, panels and inspector below, and the line between them, whose place is kept in the settings: it suits a
// screen, not an investigation.

import {
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type ReactElement,
  type RefObject,
} from "react";
import { Timeline } from "../panels/timeline/index.ts";
import { changeSettings, useSettingsStore } from "../state/settings-store.ts";
import { useMessage } from "../state/use-message.ts";
import { limitsOf } from "../ui/splitter-model.ts";
import { Splitter } from "../ui/splitter.tsx";
import { Inspector } from "./inspector.tsx";
import { PanelArea } from "./panel-area.tsx";

/** CSS pixels that each area needs to be of use. */
const least = { above: 220, below: 160 };

export function WorkArea(): ReactElement {
  const t = useMessage();
  const work = useRef<HTMLDivElement>(null);
  const kept = useSettingsStore((state) => state.settings.timelineShare);
  const [dragged, setDragged] = useState<number | null>(null);
  const chosen = dragged ?? kept;
  const { height, share } = useMeasure(work, chosen);
  const settle = (settled: number | null): void => {
    setDragged(null);
    void changeSettings({ timelineShare: settled ?? undefined });
  };
  const style: CSSProperties =
    chosen === undefined
      ? {}
      : {
          gridTemplateRows: `clamp(${least.above}px, ${chosen * 100}%, calc(100% - ${least.below}px)) auto minmax(0, 1fr)`,
        };
  return (
    <div ref={work} className="app__work" style={style}>
      <Timeline />
      <Splitter
        label={t("layout.splitter")}
        share={share}
        limits={limitsOf(height, least)}
        onMove={setDragged}
        onSettle={settle}
      />
      <div className="app__lower">
        <PanelArea />
        <Inspector />
      </div>
    </div>
  );
}

/** The height there is, and the timeline's share of it as it is laid out: the stylesheet decides the first one. */
function useMeasure(
  work: RefObject<HTMLElement | null>,
  chosen: number | undefined,
): { readonly height: number; readonly share: number } {
  const [measured, setMeasured] = useState({ height: 0, share: 0.4 });
  useLayoutEffect(() => {
    const element = work.current;
    const above = element?.firstElementChild;
    if (element === null || above == null) return;
    const measure = (): void => {
      const { height } = element.getBoundingClientRect();
      if (height <= 0) return;
      const share = above.getBoundingClientRect().height / height;
      setMeasured((before) =>
        before.height === height && Math.abs(before.share - share) < 0.001
          ? before
          : { height, share },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [work, chosen]);
  return measured;
}
