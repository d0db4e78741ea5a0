import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml, Html } from './html.ts';

use([BarChart, CustomChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** Stand for the page's own colours, which differ by day and by night. */
export const COLOURS = {
  ink: '#010101',
  faint: '#010102',
  reference: '#010103',
  production: '#010104',
  estimated: '#010105',
  band: '#010106',
} as const;

const VARIABLES: Record<string, string> = Object.fromEntries(
  Object.entries(COLOURS).map(([name, colour]) => [colour, `var(--${name})`]),
);

/** Wide enough for a phone; larger screens show several beside one another. */
export const WIDTH = 400;

/**
 * A chart as SVG, drawn without a browser. The same options give the same text. `label` says in words what it shows, for
 * those who do not see it.
 */
export function chart(id: string, label: string, options: EChartsCoreOption, height = 220): Html {
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    instance.setOption({
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { color: COLOURS.ink, fontFamily: 'inherit', fontSize: 12 },
      ...options,
    });
    return new Html(
      instance
        .renderToSVGString()
        .replace(/<style[\s\S]*?<\/style>/g, '')
        .replace(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
        // Numbered by how many charts this process has drawn before.
        .replace(/zr\d+-/g, `${id}-`)
        .replace(/#01010\d/g, (colour) => VARIABLES[colour] ?? colour)
        .replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `),
    );
  } finally {
    instance.dispose();
  }
}

const axisStyle = {
  axisLine: { lineStyle: { color: COLOURS.faint } },
  axisTick: { show: false },
  axisLabel: { color: COLOURS.ink, hideOverlap: true },
  splitLine: { show: false },
};

export const categoryAxis = (data: readonly string[], rotate = 0) => ({
  ...axisStyle,
  type: 'category' as const,
  data: [...data],
  axisLabel: { ...axisStyle.axisLabel, rotate, interval: 0, hideOverlap: false },
});

export const valueAxis = (formatter: (value: number) => string, more: Record<string, unknown> = {}) => ({
  ...axisStyle,
  type: 'value' as const,
  axisLabel: { ...axisStyle.axisLabel, formatter },
  splitLine: { show: true, lineStyle: { color: COLOURS.faint, opacity: 0.5 } },
  ...more,
});

export const legend = (data: readonly string[]) => ({
  data: [...data],
  top: 0,
  left: 0,
  itemWidth: 16,
  itemHeight: 10,
  textStyle: { color: COLOURS.ink },
});
