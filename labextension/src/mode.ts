// Whose window this is; the server says so in the page's configuration.

import { PageConfig } from '@jupyterlab/coreutils';

export type Mode = 'teacher' | 'trainer';

export const mode: Mode = PageConfig.getOption('shixunMode') === 'teacher' ? 'teacher' : 'trainer';

const HOMES = { teacher: '课程首页.ipynb', trainer: '培训者首页.ipynb' };

export const HOME = HOMES[mode];
