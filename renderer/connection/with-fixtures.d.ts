/** True only in builds for development and pictures; production bundles hold no example. Set by renderer/vite.config.ts. */
declare const WITH_FIXTURES: boolean;
