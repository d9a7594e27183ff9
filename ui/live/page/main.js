// The page's own script, run once before Gradio's: what it starts is shared by all live parts.

import * as address from './address.js';
import * as clock from './clock.js';
import * as link from './link.js';
import { withWholeStreams } from './stream.js';
import * as tabs from './tabs.js';
import * as terms from './terms.js';
import * as theme from './theme.js';

window.fetch = withWholeStreams(link.withWatch(window.fetch.bind(window)));
[theme, terms, tabs, address, clock, link].forEach(({ start }) => start());
