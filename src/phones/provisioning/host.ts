export { uriHost as hostOf } from '../../lib/ip';
