/** How the metrics of training come here. */
export const PUSHED = 'Pushed by `npm run train -- --model <model> --push <Pushgateway>`.';
