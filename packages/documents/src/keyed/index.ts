export { parseDotenv } from './dotenv.ts';
export { parseIni } from './ini.ts';
export { parseProperties } from './properties.ts';
