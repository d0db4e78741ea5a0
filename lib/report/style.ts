/** Light and dark, phone and print; verdicts have a symbol and a word beside their colour. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1c1f24;--faint:#c4c8cf;--muted:#555b66;--card:#f5f6f8;
--reference:#555b66;--production:#1f5fbf;--estimated:#a04a00;--band:#e0a46b;--good:#1a6b35;--warn:#8a5200;--bad:#b3201b}
@media (prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e7e9ed;--faint:#4a505b;--muted:#a7adb8;--card:#1e2229;
--reference:#b4bac4;--production:#79aef2;--estimated:#f0a860;--band:#8a5a20;--good:#7fd39a;--warn:#f2c063;--bad:#ff9a93}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:76rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-top:1px solid var(--faint);padding-top:1rem}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
.lead{font-size:1.15rem;margin:.6rem 0}.small,.about{color:var(--muted);font-size:.85rem}
.decision{display:inline-block;padding:.1rem .6rem;border:2px solid currentColor;border-radius:.4rem;font-weight:700;text-transform:uppercase}
.verdict{font-weight:600;white-space:nowrap}.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.missing{padding:.5rem .8rem;border-left:4px solid var(--faint);background:var(--card)}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:1rem}
figure{margin:.8rem 0;min-width:0;max-width:34rem;break-inside:avoid}figcaption{font-weight:600;overflow-wrap:anywhere}
.charts figure{margin:0}
svg{display:block;width:100%;height:auto;max-width:34rem}
.scroll{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-size:.9rem}caption{text-align:left;font-weight:600;padding-bottom:.3rem}
th,td{padding:.25rem .7rem .25rem 0;text-align:right;border-bottom:1px solid var(--faint);font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}thead th{vertical-align:bottom;color:var(--muted)}tbody th{font-weight:500;overflow-wrap:anywhere;min-width:7rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.4rem 1.2rem;margin:.6rem 0}
dl div{border-bottom:1px solid var(--faint)}dt{color:var(--muted);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:11pt}.scroll{overflow:visible}table{font-size:8pt}th,td{padding-right:.3rem}
h2,h3{break-after:avoid}tr,dl div{break-inside:avoid}.charts{grid-template-columns:1fr 1fr}}
`.replaceAll('\n', '');
