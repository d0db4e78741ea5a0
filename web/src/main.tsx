import { render } from 'preact';
import { ApiClient } from './api/client.ts';
import { App } from './shell/app.tsx';
import './style.css';

render(<App api={new ApiClient(document.baseURI)} />, document.querySelector('#app')!);
