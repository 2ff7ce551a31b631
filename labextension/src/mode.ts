// Whose window this is; the server says so in the page's configuration.

import { PageConfig } from '@jupyterlab/coreutils';

export type Mode = 'teacher' | 'trainer';

const told = PageConfig.getOption('shixunMode');

/** Whether this JupyterLab is one of the course's servers; in any other one we keep out of sight. */
export const isOurs = told !== '';

export const mode: Mode = told === 'teacher' ? 'teacher' : 'trainer';

const HOMES = { teacher: '课程首页.ipynb', trainer: '培训者首页.ipynb' };

export const HOME = HOMES[mode];
