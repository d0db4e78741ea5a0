import { Html, html } from './html.ts';

/** How a series is drawn, so that it can be told without its colour. */
const SWATCHES = {
  outlined:
    '<rect x="1" y="1" width="16" height="8" fill="none" stroke="var(--reference)" stroke-width="1.5"/>',
  filled: '<rect x="0" y="0" width="18" height="10" fill="var(--production)"/>',
  points:
    '<path d="M0 5H18" stroke="var(--production)" stroke-width="2"/><circle cx="9" cy="5" r="3.5" fill="var(--production)"/>',
  hollow:
    '<path d="M0 5H18" stroke="var(--production)" stroke-width="2"/><circle cx="9" cy="5" r="3.5" fill="var(--paper)" stroke="var(--production)" stroke-width="1.5"/>',
  dashed:
    '<rect width="18" height="10" fill="var(--band)" fill-opacity=".35"/><path d="M0 5H18" stroke="var(--estimated)" stroke-width="2" stroke-dasharray="5 3"/>',
  dotted: '<path d="M0 5H18" stroke="var(--reference)" stroke-width="2" stroke-dasharray="2 2"/>',
} as const;

/** As text of the page: SVG has none that wraps. */
export const legend = (series: Partial<Record<keyof typeof SWATCHES, string>>): Html =>
  html`<p class="legend">${Object.entries(series).map(
    ([swatch, name]) =>
      html`<span><svg viewBox="0 0 18 10" aria-hidden="true">${new Html(SWATCHES[swatch as keyof typeof SWATCHES])}</svg> ${name}</span> `,
  )}</p>`;
