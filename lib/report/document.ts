import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A whole page that needs nothing else: no network, no script. */
export const htmlDocument = (title: string, header: Html, sections: readonly Html[]): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
${header}
</header>
<main>
${sections.map((section) => html`${section}\n`)}</main>
</body>
</html>
`.text;
