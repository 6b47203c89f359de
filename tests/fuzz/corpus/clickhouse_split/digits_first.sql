sel;ect 1_e-c;;;d-1;0e
 