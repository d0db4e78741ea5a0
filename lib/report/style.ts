/** Light and dark, phone and print; verdicts have a symbol and a word beside their colour. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1c1f24;--faint:#c4c8cf;--muted:#555b66;--card:#f5f6f8;
--reference:#555b66;--production:#1f5fbf;--estimated:#a04a00;--band:#e0a46b;--good:#1a6b35;--warn:#8a5200;--bad:#b3201b}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e7e9ed;--faint:#4a505b;--muted:#a7adb8;--card:#1e2229;
--reference:#b4bac4;--production:#79aef2;--estimated:#f0a860;--band:#8a5a20;--good:#7fd39a;--warn:#f2c063;--bad:#ff9a93}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:76rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-top:1px solid var(--faint);padding-top:1rem}
h3{font-size:1rem;margin:1.6rem 0 .4rem}p{max-width:60rem}ul{padding-left:1.2rem}
.lead{font-size:1.15rem;margin:.6rem 0}.small,.about{color:var(--muted);font-size:.85rem;font-weight:400}
.decision{display:inline-block;padding:.1rem .6rem;border:2px solid currentColor;border-radius:.4rem;font-weight:700;text-transform:uppercase}
.verdict{font-weight:600;white-space:nowrap}.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.missing{padding:.5rem .8rem;border-left:4px solid var(--faint);background:var(--card)}
.name{overflow-wrap:anywhere;white-space:normal}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:1.6rem 1.2rem;align-items:start}
figure{margin:.8rem 0;min-width:0;max-width:27rem}figcaption{font-weight:600}.charts figure,.charts .scroll{margin:0}
.legend{display:flex;flex-wrap:wrap;gap:0 1rem;margin:.2rem 0;font-size:.8rem;color:var(--muted)}.legend svg{width:18px;height:10px}
figure>svg{display:block;width:100%;height:auto}
summary{color:var(--muted);font-size:.8rem;cursor:pointer;padding:.3rem 0}details .scroll{margin-top:.2rem}
.tables{display:flex;flex-wrap:wrap;gap:0 3rem}.tables .scroll{min-width:min(100%,20rem)}.tables table{width:100%}
.scroll{overflow-x:auto;margin:.8rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.875rem;min-width:min(100%,24rem)}caption{text-align:left;font-weight:600;padding-bottom:.3rem}caption span{display:inline-block;position:sticky;left:0;max-width:min(100%,calc(100vw - 2rem))}
th,td{padding:.3rem .9rem .3rem 0;text-align:right;border-bottom:1px solid var(--faint);font-variant-numeric:tabular-nums;vertical-align:top}
td{white-space:nowrap}.words{text-align:left}thead th{vertical-align:bottom;color:var(--muted);max-width:9rem}
tbody th{text-align:left;white-space:nowrap;font-weight:500;position:sticky;left:0;background:var(--paper)}
th .name{display:inline-block;max-width:18rem;overflow-wrap:break-word}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,12rem),1fr));gap:.4rem 1.2rem;margin:.6rem 0}
dl div{border-bottom:1px solid var(--faint)}dt{color:var(--muted);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
@media (max-width:40rem){th .name{max-width:8.5rem}thead th{max-width:7rem}dl{grid-template-columns:1fr 1fr}}
@media print{html{font-size:10pt}body{max-width:none;padding:0;font-size:1rem}.scroll{overflow:visible}table{font-size:7.5pt;min-width:0}th,td{padding:.15rem .4rem .15rem 0}
thead th{max-width:6rem}th .name{max-width:9rem}tbody th{position:static}h2,h3,caption,.legend,figcaption{break-after:avoid}
figure,tr,dl div,li{break-inside:avoid}.charts{grid-template-columns:1fr 1fr}.tables{display:block}details{display:none}}
`.replaceAll('\n', '');
