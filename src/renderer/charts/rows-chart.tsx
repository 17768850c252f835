// One ECharts instance for all rows of the timeline: canvas, no animation, only the parts that are used. Pointer and
// keyboard belong to the timeline, which draws one cursor over all rows; this only paints.

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use as register, type EChartsType } from "echarts/core";
import type { EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef, type ReactElement } from "react";

register([LineChart, BarChart, GridComponent, CanvasRenderer]);

export interface RowsChartProps {
  /** The whole option: it replaces what was there. */
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
  /** Says what the option shows; stands at the element (`data-drawn`) once that is painted. */
  readonly shows: string;
}

export function RowsChart({
  option,
  width,
  height,
  shows,
}: RowsChartProps): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const firstSize = useRef({ width, height });

  useEffect(() => {
    // Its size comes with the first rendering: measured here, it would be laid out twice.
    const instance = init(element.current, null, {
      renderer: "canvas",
      ...firstSize.current,
    });
    chart.current = instance;
    return () => {
      chart.current = null;
      instance.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.resize({ width, height, silent: true });
  }, [width, height]);

  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true, silent: true });
    element.current?.setAttribute("data-drawn", shows);
  }, [option, shows]);

  return (
    <div
      ref={element}
      className="rows-chart"
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}
