import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml, Html } from './html.ts';

use([BarChart, CustomChart, LineChart, GridComponent, SVGRenderer]);

/** Stand for the page's own colours, which differ by day and by night. */
export const COLOURS = {
  ink: '#010101',
  faint: '#010102',
  reference: '#010103',
  production: '#010104',
  estimated: '#010105',
  band: '#010106',
  paper: '#010107',
} as const;

const VARIABLES: Record<string, string> = Object.fromEntries(
  Object.entries(COLOURS).map(([name, colour]) => [colour, `var(--${name})`]),
);

/** Of a phone's screen, so that text is about as large as it says; larger screens show several beside one another. */
const WIDTH = 360;

/**
 * A chart as SVG, drawn without a browser. The same options give the same text. `label` says what it shows, for those
 * who do not see it; its numbers belong into a table beside it.
 */
export function chart(id: string, label: string, options: EChartsCoreOption, height: number): Html {
  const instance = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    instance.setOption({
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { color: COLOURS.ink, fontFamily: 'inherit', fontSize: FONT_SIZE },
      ...options,
    });
    const named = `role="img" aria-label="${escapeHtml(label)}"`;
    return new Html(
      instance
        .renderToSVGString()
        .replace(/<style[\s\S]*?<\/style>/g, '')
        // Only tags: what a bin is called may look like anything.
        .replace(/<[^>]*>/g, (tag) => cleaned(tag, id))
        .replace('<svg ', () => `<svg ${named} `),
    );
  } finally {
    instance.dispose();
  }
}

const cleaned = (tag: string, id: string): string =>
  tag
    .replace(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    // Numbered by how many charts this process has drawn before.
    .replace(/zr\d+-/g, `${id}-`)
    .replace(/#01010\d/g, (colour) => VARIABLES[colour] ?? colour);

const FONT_SIZE = 12;

const axisStyle = {
  axisLine: { lineStyle: { color: COLOURS.faint } },
  axisTick: { show: false },
  axisLabel: { color: COLOURS.ink, fontSize: FONT_SIZE, hideOverlap: true },
  splitLine: { show: false },
};

export const categoryAxis = (data: readonly string[], label: Record<string, unknown> = {}) => ({
  ...axisStyle,
  type: 'category' as const,
  data: [...data],
  axisLabel: { ...axisStyle.axisLabel, ...label },
});

/** Of shares. */
export const percentAxis = (more: Record<string, unknown> = {}) => ({
  ...axisStyle,
  type: 'value' as const,
  axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => `${Math.round(100 * value)}\u00a0%` },
  splitLine: { show: true, lineStyle: { color: COLOURS.faint, opacity: 0.5 } },
  ...more,
});
