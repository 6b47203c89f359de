;;
 ; -- nothing
;/* ; */;
